-- AlterTable
ALTER TABLE "Standing" ADD COLUMN "daysToBuy" INTEGER;
ALTER TABLE "Standing" ADD COLUMN "modelsCompared" INTEGER;
