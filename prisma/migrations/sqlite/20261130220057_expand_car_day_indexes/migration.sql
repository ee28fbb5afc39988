-- CreateIndex
CREATE INDEX "Vehicle_corpId_warrantyEndsOn_idx" ON "Vehicle"("corpId", "warrantyEndsOn");

-- CreateIndex
CREATE INDEX "Vehicle_corpId_insuranceEndsOn_idx" ON "Vehicle"("corpId", "insuranceEndsOn");
