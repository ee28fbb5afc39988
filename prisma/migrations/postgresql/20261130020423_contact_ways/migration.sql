-- CreateTable
CREATE TABLE "Channel" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "createdBy" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "archivedAt" TIMESTAMP(3),

    CONSTRAINT "Channel_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateTable
CREATE TABLE "ChannelCost" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "channelId" TEXT NOT NULL,
    "fromOn" TEXT NOT NULL,
    "toOn" TEXT NOT NULL,
    "costFen" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    "createdBy" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ChannelCost_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateTable
CREATE TABLE "LiveCode" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "channelId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "remarkTail" TEXT NOT NULL,
    "skipVerify" BOOLEAN NOT NULL,
    "tagIdsJson" TEXT NOT NULL,
    "welcomeJson" TEXT,
    "configId" TEXT,
    "pictureUrl" TEXT,
    "onDutyJson" TEXT NOT NULL,
    "wayState" TEXT NOT NULL,
    "errorText" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdBy" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "LiveCode_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateTable
CREATE TABLE "LiveCodeStaff" (
    "corpId" TEXT NOT NULL,
    "codeId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "isSpare" BOOLEAN NOT NULL,
    "weekdays" TEXT NOT NULL,
    "fromMinute" INTEGER NOT NULL,
    "toMinute" INTEGER NOT NULL,
    "capPerDay" INTEGER,

    CONSTRAINT "LiveCodeStaff_pkey" PRIMARY KEY ("corpId","codeId","staffId")
);

-- CreateTable
CREATE TABLE "LiveCodeLead" (
    "corpId" TEXT NOT NULL,
    "codeId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "externalUserid" TEXT NOT NULL,
    "addedAt" TIMESTAMP(3) NOT NULL,
    "treatedAt" TIMESTAMP(3),

    CONSTRAINT "LiveCodeLead_pkey" PRIMARY KEY ("corpId","codeId","staffId","externalUserid")
);

-- CreateIndex
CREATE INDEX "ChannelCost_corpId_channelId_fromOn_idx" ON "ChannelCost"("corpId", "channelId", "fromOn");

-- CreateIndex
CREATE INDEX "LiveCode_corpId_channelId_idx" ON "LiveCode"("corpId", "channelId");

-- CreateIndex
CREATE UNIQUE INDEX "LiveCode_corpId_state_key" ON "LiveCode"("corpId", "state");

-- CreateIndex
CREATE INDEX "LiveCodeLead_corpId_codeId_addedAt_idx" ON "LiveCodeLead"("corpId", "codeId", "addedAt");

-- CreateIndex
CREATE INDEX "LiveCodeLead_corpId_externalUserid_idx" ON "LiveCodeLead"("corpId", "externalUserid");
