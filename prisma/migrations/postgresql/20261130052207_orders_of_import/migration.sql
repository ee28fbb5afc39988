-- CreateIndex
CREATE INDEX "Order_corpId_importId_customerId_idx" ON "Order"("corpId", "importId", "customerId");
