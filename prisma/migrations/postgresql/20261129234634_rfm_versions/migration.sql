-- AlterTable
ALTER TABLE "RfmThreshold" ADD COLUMN     "createdBy" TEXT,
ADD COLUMN     "fromVersion" TEXT,
ADD COLUMN     "unitId" TEXT NOT NULL DEFAULT '';
