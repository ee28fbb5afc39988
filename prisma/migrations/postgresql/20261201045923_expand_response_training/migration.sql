-- CreateTable
CREATE TABLE "ResponseTraining" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "reason" TEXT,
    "errorText" TEXT,
    "startedBy" TEXT,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "ResponseTraining_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateTable
CREATE TABLE "ResponseTrial" (
    "corpId" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "bin" INTEGER NOT NULL,
    "outcomeId" TEXT NOT NULL,
    "chance" DOUBLE PRECISION NOT NULL,
    "isAnswered" BOOLEAN NOT NULL,

    CONSTRAINT "ResponseTrial_pkey" PRIMARY KEY ("corpId","version","place")
);

-- CreateIndex
CREATE INDEX "ResponseTraining_corpId_startedAt_id_idx" ON "ResponseTraining"("corpId", "startedAt", "id");
