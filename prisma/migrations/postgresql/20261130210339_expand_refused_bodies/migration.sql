-- AlterTable
ALTER TABLE "IntakeRefusal" ADD COLUMN     "bodySealed" TEXT,
ADD COLUMN     "takenAt" TIMESTAMP(3),
ADD COLUMN     "triedAt" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "IntakeRefusalKey" (
    "corpId" TEXT NOT NULL,
    "refusalId" TEXT NOT NULL,
    "valueHash" TEXT NOT NULL,

    CONSTRAINT "IntakeRefusalKey_pkey" PRIMARY KEY ("corpId","refusalId","valueHash")
);

-- CreateIndex
CREATE INDEX "IntakeRefusalKey_corpId_valueHash_idx" ON "IntakeRefusalKey"("corpId", "valueHash");

-- CreateIndex
CREATE INDEX "IntakeRefusal_corpId_sourceId_kind_factId_idx" ON "IntakeRefusal"("corpId", "sourceId", "kind", "factId");
