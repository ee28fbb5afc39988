-- AlterTable
ALTER TABLE "Effect" ADD COLUMN     "reason" TEXT;
