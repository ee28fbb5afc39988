-- AlterTable
ALTER TABLE "Effect" ADD COLUMN     "epoch" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "Epoch" (
    "number" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "settledAt" TIMESTAMP(3),

    CONSTRAINT "Epoch_pkey" PRIMARY KEY ("number")
);
