-- AlterTable
ALTER TABLE "AcquisitionLink" ADD COLUMN "channelId" TEXT;
ALTER TABLE "AcquisitionLink" ADD COLUMN "state" TEXT;

-- CreateIndex
CREATE INDEX "AcquisitionLink_corpId_state_idx" ON "AcquisitionLink"("corpId", "state");
