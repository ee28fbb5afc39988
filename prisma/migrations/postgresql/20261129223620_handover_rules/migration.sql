-- AlterTable
ALTER TABLE "Handover" ADD COLUMN     "ruleUnitId" TEXT;

-- CreateTable
CREATE TABLE "HandoverRule" (
    "corpId" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "updatedBy" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "HandoverRule_pkey" PRIMARY KEY ("corpId","unitId")
);

-- CreateTable
CREATE TABLE "HandoverAuto" (
    "corpId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "leftOn" TEXT NOT NULL,
    "handoverId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "HandoverAuto_pkey" PRIMARY KEY ("corpId","staffId","leftOn")
);

-- CreateIndex
CREATE UNIQUE INDEX "HandoverAuto_corpId_handoverId_key" ON "HandoverAuto"("corpId", "handoverId");
