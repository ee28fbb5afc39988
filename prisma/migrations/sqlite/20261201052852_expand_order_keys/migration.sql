-- AlterTable
ALTER TABLE "Order" ADD COLUMN "customerIdHash" TEXT;
ALTER TABLE "Order" ADD COLUMN "openidHash" TEXT;

-- CreateIndex
CREATE INDEX "Order_corpId_openidHash_idx" ON "Order"("corpId", "openidHash");

-- CreateIndex
CREATE INDEX "Order_corpId_customerIdHash_idx" ON "Order"("corpId", "customerIdHash");
