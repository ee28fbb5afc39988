-- AlterTable
ALTER TABLE "Effect" ADD COLUMN     "acceptedAt" TIMESTAMP(3),
ADD COLUMN     "decidedAt" TIMESTAMP(3),
ADD COLUMN     "decidedBy" TEXT,
ADD COLUMN     "decision" TEXT,
ADD COLUMN     "parentId" TEXT,
ADD COLUMN     "polls" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "EffectItem" (
    "corpId" TEXT NOT NULL,
    "effectId" TEXT NOT NULL,
    "itemKey" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "errorCode" INTEGER,
    "errorText" TEXT,
    "resultJson" TEXT,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "EffectItem_pkey" PRIMARY KEY ("corpId","effectId","itemKey")
);

-- CreateIndex
CREATE INDEX "Effect_corpId_createdAt_id_idx" ON "Effect"("corpId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Effect_corpId_kind_createdAt_idx" ON "Effect"("corpId", "kind", "createdAt");

-- CreateIndex
CREATE INDEX "Effect_corpId_createdBy_createdAt_idx" ON "Effect"("corpId", "createdBy", "createdAt");

-- CreateIndex
CREATE INDEX "Effect_corpId_parentId_idx" ON "Effect"("corpId", "parentId");
