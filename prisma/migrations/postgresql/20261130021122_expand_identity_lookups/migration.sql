-- AlterTable
ALTER TABLE "IntakeFact" ADD COLUMN     "originId" TEXT;

-- CreateIndex
CREATE INDEX "Customer_corpId_name_idx" ON "Customer"("corpId", "name");
