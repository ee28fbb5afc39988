-- AlterTable
ALTER TABLE "Standing" ADD COLUMN     "daysToBuy" INTEGER,
ADD COLUMN     "modelsCompared" INTEGER;
