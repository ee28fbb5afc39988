-- CreateTable
CREATE TABLE "SopHold" (
    "corpId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "chatId" TEXT,
    "staffId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "dueOn" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "freeOn" TEXT,
    "heldAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SopHold_pkey" PRIMARY KEY ("corpId","key")
);

-- CreateIndex
CREATE INDEX "SopHold_corpId_planId_stepId_idx" ON "SopHold"("corpId", "planId", "stepId");

-- CreateIndex
CREATE INDEX "SopHold_corpId_customerId_idx" ON "SopHold"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "SopHold_corpId_staffId_dueOn_idx" ON "SopHold"("corpId", "staffId", "dueOn");
