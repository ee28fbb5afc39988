-- CreateTable
CREATE TABLE "ModelFit" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "parentCorpId" TEXT,
    "asOf" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "steps" INTEGER NOT NULL,
    "customers" INTEGER NOT NULL,
    "repeatVisits" INTEGER NOT NULL,
    "sampledFrom" INTEGER NOT NULL,
    "k" INTEGER,
    "logLikelihood" DOUBLE PRECISION,
    "isConverged" BOOLEAN NOT NULL,
    "parametersJson" TEXT,
    "spendJson" TEXT,
    "checksJson" TEXT NOT NULL,
    "backtestJson" TEXT,
    "replacementJson" TEXT,
    "errorText" TEXT,
    "startedBy" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "ModelFit_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateTable
CREATE TABLE "GapClass" (
    "corpId" TEXT NOT NULL,
    "fitId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "gaps" INTEGER NOT NULL,
    "medianDays" DOUBLE PRECISION NOT NULL,
    "lowRatio" DOUBLE PRECISION NOT NULL,
    "highRatio" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "GapClass_pkey" PRIMARY KEY ("corpId","fitId","key")
);

-- CreateTable
CREATE TABLE "Prediction" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "asOf" TEXT NOT NULL,
    "modelVersion" TEXT,
    "visitDays" INTEGER NOT NULL,
    "lastVisitOn" TEXT,
    "churn" DOUBLE PRECISION,
    "churnBand" TEXT,
    "churnJson" TEXT NOT NULL,
    "crossedOn" TEXT,
    "expectedVisits" DOUBLE PRECISION,
    "clvFen" BIGINT,
    "clvJson" TEXT,
    "nextVisitOn" TEXT,
    "nextVisitFrom" TEXT,
    "nextVisitTo" TEXT,
    "nextVisitRule" TEXT,
    "nextVisitJson" TEXT,
    "replacementFrom" TEXT,
    "replacementTo" TEXT,
    "replacementJson" TEXT,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Prediction_pkey" PRIMARY KEY ("corpId","customerId")
);

-- CreateIndex
CREATE INDEX "ModelFit_corpId_createdAt_idx" ON "ModelFit"("corpId", "createdAt");

-- CreateIndex
CREATE INDEX "Prediction_corpId_churnBand_churn_customerId_idx" ON "Prediction"("corpId", "churnBand", "churn", "customerId");
