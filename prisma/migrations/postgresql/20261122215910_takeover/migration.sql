-- CreateTable
CREATE TABLE "Takeover" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "externalUserid" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "fromStaffId" TEXT NOT NULL,
    "toStaffId" TEXT NOT NULL,
    "handoverId" TEXT,
    "beganAt" TIMESTAMP(3) NOT NULL,
    "noticedAt" TIMESTAMP(3) NOT NULL,
    "movedTasks" INTEGER NOT NULL DEFAULT 0,
    "restoredJson" TEXT NOT NULL,
    "repliedAt" TIMESTAMP(3),
    "day7" TEXT,
    "day30" TEXT,

    CONSTRAINT "Takeover_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateIndex
CREATE INDEX "Takeover_corpId_customerId_beganAt_idx" ON "Takeover"("corpId", "customerId", "beganAt");

-- CreateIndex
CREATE INDEX "Takeover_corpId_toStaffId_beganAt_id_idx" ON "Takeover"("corpId", "toStaffId", "beganAt", "id");

-- CreateIndex
CREATE INDEX "Takeover_corpId_handoverId_toStaffId_idx" ON "Takeover"("corpId", "handoverId", "toStaffId");

-- CreateIndex
CREATE INDEX "Takeover_corpId_beganAt_id_idx" ON "Takeover"("corpId", "beganAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Takeover_corpId_externalUserid_toStaffId_beganAt_key" ON "Takeover"("corpId", "externalUserid", "toStaffId", "beganAt");
