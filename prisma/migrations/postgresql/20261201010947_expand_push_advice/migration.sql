-- AlterTable
ALTER TABLE "ActionResult" ADD COLUMN     "pushHour" INTEGER,
ADD COLUMN     "pushProbability" DOUBLE PRECISION;

-- CreateTable
CREATE TABLE "PushAdvice" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "hour" INTEGER NOT NULL,
    "basis" TEXT NOT NULL,
    "probability" DOUBLE PRECISION NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "PushAdvice_pkey" PRIMARY KEY ("corpId","customerId","staffId","day")
);

-- CreateIndex
CREATE INDEX "PushAdvice_corpId_day_idx" ON "PushAdvice"("corpId", "day");
