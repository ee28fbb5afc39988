-- AlterTable
ALTER TABLE "ModelFit" ADD COLUMN     "visitsJson" TEXT;
