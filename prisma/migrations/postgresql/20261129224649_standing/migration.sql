-- CreateTable
CREATE TABLE "Standing" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "ruleStage" TEXT NOT NULL,
    "stageSince" TEXT,
    "stageCause" TEXT NOT NULL,
    "stageOverride" TEXT,
    "overrideUntil" TEXT,
    "overrideBy" TEXT,
    "overrideReason" TEXT,
    "lastVisitOn" TEXT,
    "reactivatedOn" TEXT,
    "visitDays" INTEGER NOT NULL,
    "gapDays" INTEGER,
    "gapSource" TEXT,
    "rung" INTEGER,
    "rungDueOn" TEXT,
    "rungHeld" TEXT,
    "grade" TEXT,
    "gradePoints" INTEGER,
    "gradeJson" TEXT,
    "distance" INTEGER NOT NULL,
    "distanceJson" TEXT NOT NULL,
    "lastTouchAt" TIMESTAMP(3),
    "isOwner" BOOLEAN NOT NULL,
    "staffId" TEXT,
    "nextOn" TEXT,
    "asOf" TEXT NOT NULL,

    CONSTRAINT "Standing_pkey" PRIMARY KEY ("corpId","customerId")
);

-- CreateTable
CREATE TABLE "StageChange" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "fromStage" TEXT,
    "toStage" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "staffId" TEXT,
    "detailJson" TEXT NOT NULL,

    CONSTRAINT "StageChange_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateIndex
CREATE INDEX "Standing_corpId_stage_idx" ON "Standing"("corpId", "stage");

-- CreateIndex
CREATE INDEX "Standing_corpId_grade_idx" ON "Standing"("corpId", "grade");

-- CreateIndex
CREATE INDEX "Standing_corpId_rung_idx" ON "Standing"("corpId", "rung");

-- CreateIndex
CREATE INDEX "StageChange_corpId_customerId_at_id_idx" ON "StageChange"("corpId", "customerId", "at", "id");

-- CreateIndex
CREATE INDEX "StageChange_corpId_at_idx" ON "StageChange"("corpId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "StageChange_corpId_key_key" ON "StageChange"("corpId", "key");

-- CreateIndex
CREATE INDEX "Task_corpId_kind_createdAt_idx" ON "Task"("corpId", "kind", "createdAt");
