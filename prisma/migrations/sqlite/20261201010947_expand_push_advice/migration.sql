-- AlterTable
ALTER TABLE "ActionResult" ADD COLUMN "pushHour" INTEGER;
ALTER TABLE "ActionResult" ADD COLUMN "pushProbability" REAL;

-- CreateTable
CREATE TABLE "PushAdvice" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "hour" INTEGER NOT NULL,
    "basis" TEXT NOT NULL,
    "probability" REAL NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "customerId", "staffId", "day")
);

-- CreateIndex
CREATE INDEX "PushAdvice_corpId_day_idx" ON "PushAdvice"("corpId", "day");
