-- AlterTable
ALTER TABLE "MomentPublisher" ADD COLUMN "isTold" BOOLEAN;

-- CreateTable
CREATE TABLE "OwnMass" (
    "corpId" TEXT NOT NULL,
    "msgid" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "reads" INTEGER NOT NULL DEFAULT 0,
    "readAt" DATETIME,

    PRIMARY KEY ("corpId", "msgid")
);

-- CreateTable
CREATE TABLE "OwnMassReceipt" (
    "corpId" TEXT NOT NULL,
    "msgid" TEXT NOT NULL,
    "receiver" TEXT NOT NULL,
    "sentAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "msgid", "receiver")
);

-- CreateIndex
CREATE INDEX "OwnMass_corpId_createdAt_idx" ON "OwnMass"("corpId", "createdAt");

-- CreateIndex
CREATE INDEX "OwnMassReceipt_corpId_receiver_sentAt_idx" ON "OwnMassReceipt"("corpId", "receiver", "sentAt");
