-- CreateTable
CREATE TABLE "ResponseModel" (
    "corpId" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "trainedAt" TIMESTAMP(3) NOT NULL,
    "rows" INTEGER NOT NULL,
    "answers" INTEGER NOT NULL,
    "detailJson" TEXT NOT NULL,

    CONSTRAINT "ResponseModel_pkey" PRIMARY KEY ("corpId","version")
);

-- CreateTable
CREATE TABLE "ResponseScore" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "chance" DOUBLE PRECISION NOT NULL,
    "reasonsJson" TEXT NOT NULL,
    "modelVersion" TEXT NOT NULL,
    "asOf" TEXT NOT NULL,

    CONSTRAINT "ResponseScore_pkey" PRIMARY KEY ("corpId","customerId")
);

-- CreateIndex
CREATE INDEX "ResponseModel_corpId_trainedAt_idx" ON "ResponseModel"("corpId", "trainedAt");

-- CreateIndex
CREATE INDEX "ResponseScore_corpId_chance_customerId_idx" ON "ResponseScore"("corpId", "chance", "customerId");
