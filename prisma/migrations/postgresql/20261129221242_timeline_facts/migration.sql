-- AlterTable
ALTER TABLE "TimelineEvent" ADD COLUMN     "amount" DOUBLE PRECISION,
ADD COLUMN     "search" TEXT,
ADD COLUMN     "source" TEXT NOT NULL DEFAULT 'liuke',
ADD COLUMN     "storeName" TEXT,
ADD COLUMN     "subject" TEXT;

-- CreateIndex
CREATE INDEX "TimelineEvent_corpId_kind_at_idx" ON "TimelineEvent"("corpId", "kind", "at");
