-- AlterTable
ALTER TABLE "MomentPublisher" ADD COLUMN     "isTold" BOOLEAN;

-- CreateTable
CREATE TABLE "OwnMass" (
    "corpId" TEXT NOT NULL,
    "msgid" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "reads" INTEGER NOT NULL DEFAULT 0,
    "readAt" TIMESTAMP(3),

    CONSTRAINT "OwnMass_pkey" PRIMARY KEY ("corpId","msgid")
);

-- CreateTable
CREATE TABLE "OwnMassReceipt" (
    "corpId" TEXT NOT NULL,
    "msgid" TEXT NOT NULL,
    "receiver" TEXT NOT NULL,
    "sentAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "OwnMassReceipt_pkey" PRIMARY KEY ("corpId","msgid","receiver")
);

-- CreateIndex
CREATE INDEX "OwnMass_corpId_createdAt_idx" ON "OwnMass"("corpId", "createdAt");

-- CreateIndex
CREATE INDEX "OwnMassReceipt_corpId_receiver_sentAt_idx" ON "OwnMassReceipt"("corpId", "receiver", "sentAt");
