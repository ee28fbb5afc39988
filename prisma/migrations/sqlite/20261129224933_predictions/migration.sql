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
    "logLikelihood" REAL,
    "isConverged" BOOLEAN NOT NULL,
    "parametersJson" TEXT,
    "spendJson" TEXT,
    "checksJson" TEXT NOT NULL,
    "backtestJson" TEXT,
    "replacementJson" TEXT,
    "errorText" TEXT,
    "startedBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "endedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "GapClass" (
    "corpId" TEXT NOT NULL,
    "fitId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "gaps" INTEGER NOT NULL,
    "medianDays" REAL NOT NULL,
    "lowRatio" REAL NOT NULL,
    "highRatio" REAL NOT NULL,

    PRIMARY KEY ("corpId", "fitId", "key")
);

-- CreateTable
CREATE TABLE "Prediction" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "asOf" TEXT NOT NULL,
    "modelVersion" TEXT,
    "visitDays" INTEGER NOT NULL,
    "lastVisitOn" TEXT,
    "churn" REAL,
    "churnBand" TEXT,
    "churnJson" TEXT NOT NULL,
    "crossedOn" TEXT,
    "expectedVisits" REAL,
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
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "customerId")
);

-- CreateIndex
CREATE INDEX "ModelFit_corpId_createdAt_idx" ON "ModelFit"("corpId", "createdAt");

-- CreateIndex
CREATE INDEX "Prediction_corpId_churnBand_churn_customerId_idx" ON "Prediction"("corpId", "churnBand", "churn", "customerId");
