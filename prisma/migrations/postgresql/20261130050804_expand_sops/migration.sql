-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "chatId" TEXT,
ADD COLUMN     "doneHow" TEXT,
ADD COLUMN     "dueAt" TIMESTAMP(3),
ADD COLUMN     "planId" TEXT,
ADD COLUMN     "planVersion" INTEGER,
ADD COLUMN     "stepId" TEXT;

-- CreateTable
CREATE TABLE "SopPlan" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "edition" INTEGER NOT NULL DEFAULT 1,
    "draftJson" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "ownerStaffId" TEXT NOT NULL,
    "startedOn" TEXT,
    "givesFrom" TEXT,
    "givenAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),
    "copiedFrom" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SopPlan_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateTable
CREATE TABLE "SopPath" (
    "corpId" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "path" TEXT NOT NULL,

    CONSTRAINT "SopPath_pkey" PRIMARY KEY ("corpId","planId","path")
);

-- CreateTable
CREATE TABLE "SopVersion" (
    "corpId" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "draftJson" TEXT NOT NULL,
    "startedBy" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SopVersion_pkey" PRIMARY KEY ("corpId","planId","version")
);

-- CreateIndex
CREATE INDEX "SopPlan_corpId_updatedAt_id_idx" ON "SopPlan"("corpId", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "SopPlan_corpId_state_idx" ON "SopPlan"("corpId", "state");

-- CreateIndex
CREATE INDEX "Follow_corpId_followedAt_idx" ON "Follow"("corpId", "followedAt");

-- CreateIndex
CREATE INDEX "Task_corpId_planId_id_idx" ON "Task"("corpId", "planId", "id");

-- CreateIndex
CREATE INDEX "Task_corpId_chatId_doneAt_idx" ON "Task"("corpId", "chatId", "doneAt");

-- CreateIndex
CREATE INDEX "Vehicle_corpId_deliveredOn_idx" ON "Vehicle"("corpId", "deliveredOn");
