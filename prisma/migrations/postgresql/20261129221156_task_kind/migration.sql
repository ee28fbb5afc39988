-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "closedCause" TEXT,
ADD COLUMN     "key" TEXT,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'manual',
ADD COLUMN     "reasonJson" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Task_corpId_key_key" ON "Task"("corpId", "key");
