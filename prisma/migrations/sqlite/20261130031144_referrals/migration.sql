-- CreateTable
CREATE TABLE "ReferralCode" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "linkCode" TEXT,
    "configId" TEXT,
    "wayState" TEXT NOT NULL,
    "errorText" TEXT,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "Referral" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "codeId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "key" TEXT NOT NULL,
    "openKey" TEXT,
    "at" DATETIME NOT NULL,
    "sinceOn" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ReferralReward" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "referralId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "key" TEXT NOT NULL,
    "earnedAt" DATETIME NOT NULL,
    "decidedAt" DATETIME,
    "decidedBy" TEXT,
    "paidAt" DATETIME,
    "paidBy" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ReferralEntry" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "rewardId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "posting" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateIndex
CREATE INDEX "ReferralCode_corpId_customerId_idx" ON "ReferralCode"("corpId", "customerId");

-- CreateIndex
CREATE UNIQUE INDEX "ReferralCode_corpId_key_key" ON "ReferralCode"("corpId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "ReferralCode_corpId_state_key" ON "ReferralCode"("corpId", "state");

-- CreateIndex
CREATE INDEX "Referral_corpId_customerId_idx" ON "Referral"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "Referral_corpId_codeId_idx" ON "Referral"("corpId", "codeId");

-- CreateIndex
CREATE UNIQUE INDEX "Referral_corpId_key_key" ON "Referral"("corpId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "Referral_corpId_openKey_key" ON "Referral"("corpId", "openKey");

-- CreateIndex
CREATE INDEX "ReferralReward_corpId_customerId_idx" ON "ReferralReward"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "ReferralReward_corpId_referralId_idx" ON "ReferralReward"("corpId", "referralId");

-- CreateIndex
CREATE INDEX "ReferralReward_corpId_state_id_idx" ON "ReferralReward"("corpId", "state", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ReferralReward_corpId_key_key" ON "ReferralReward"("corpId", "key");

-- CreateIndex
CREATE INDEX "ReferralEntry_corpId_customerId_unit_idx" ON "ReferralEntry"("corpId", "customerId", "unit");

-- CreateIndex
CREATE INDEX "ReferralEntry_corpId_rewardId_idx" ON "ReferralEntry"("corpId", "rewardId");

-- CreateIndex
CREATE UNIQUE INDEX "ReferralEntry_corpId_key_key" ON "ReferralEntry"("corpId", "key");
