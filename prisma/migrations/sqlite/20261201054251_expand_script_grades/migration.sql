-- AlterTable
ALTER TABLE "Script" ADD COLUMN "gradesJson" TEXT;

-- AlterTable
ALTER TABLE "ScriptVersion" ADD COLUMN "gradesJson" TEXT;
