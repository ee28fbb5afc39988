-- CreateTable
CREATE TABLE "Post" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "draftJson" TEXT NOT NULL,
    "ownerStaffId" TEXT NOT NULL,
    "startsAt" DATETIME,
    "endsAt" DATETIME,
    "planNumber" INTEGER NOT NULL DEFAULT 0,
    "planState" TEXT NOT NULL DEFAULT 'none',
    "planJson" TEXT NOT NULL DEFAULT '{}',
    "plannedAt" DATETIME,
    "submittedBy" TEXT,
    "submittedAt" DATETIME,
    "decidedBy" TEXT,
    "decidedAt" DATETIME,
    "decisionNote" TEXT,
    "startedAt" DATETIME,
    "endedAt" DATETIME,
    "endedBy" TEXT,
    "copiedFrom" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "PostPath" (
    "corpId" TEXT NOT NULL,
    "postId" TEXT NOT NULL,
    "path" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "postId", "path")
);

-- CreateTable
CREATE TABLE "PostLot" (
    "corpId" TEXT NOT NULL,
    "postId" TEXT NOT NULL,
    "lotId" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "postId", "lotId")
);

-- CreateTable
CREATE TABLE "PostTarget" (
    "corpId" TEXT NOT NULL,
    "postId" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "planNumber" INTEGER NOT NULL,
    "customerId" TEXT,
    "externalUserid" TEXT,
    "chatId" TEXT,
    "staffId" TEXT,
    "arm" TEXT NOT NULL DEFAULT 'a',
    "lotId" TEXT,
    "partId" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "freeOn" TEXT,
    "sentAt" DATETIME,
    "settledAt" DATETIME,

    PRIMARY KEY ("corpId", "postId", "targetId")
);

-- CreateTable
CREATE TABLE "PostPart" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "postId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "lotId" TEXT,
    "size" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "effectId" TEXT,
    "msgid" TEXT,
    "outAt" DATETIME,
    "confirmedAt" DATETIME,
    "settledAt" DATETIME,
    "nextPollAt" DATETIME,
    "lastPollAt" DATETIME,
    "polls" INTEGER NOT NULL DEFAULT 0,
    "remindsJson" TEXT NOT NULL DEFAULT '[]',
    "errorCode" INTEGER,
    "errorText" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateIndex
CREATE INDEX "Post_corpId_updatedAt_id_idx" ON "Post"("corpId", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "Post_corpId_state_startsAt_idx" ON "Post"("corpId", "state", "startsAt");

-- CreateIndex
CREATE INDEX "PostTarget_corpId_postId_state_reason_targetId_idx" ON "PostTarget"("corpId", "postId", "state", "reason", "targetId");

-- CreateIndex
CREATE INDEX "PostTarget_corpId_postId_staffId_targetId_idx" ON "PostTarget"("corpId", "postId", "staffId", "targetId");

-- CreateIndex
CREATE INDEX "PostTarget_corpId_partId_idx" ON "PostTarget"("corpId", "partId");

-- CreateIndex
CREATE INDEX "PostTarget_corpId_customerId_sentAt_idx" ON "PostTarget"("corpId", "customerId", "sentAt");

-- CreateIndex
CREATE INDEX "PostTarget_corpId_chatId_sentAt_idx" ON "PostTarget"("corpId", "chatId", "sentAt");

-- CreateIndex
CREATE INDEX "PostPart_corpId_msgid_idx" ON "PostPart"("corpId", "msgid");

-- CreateIndex
CREATE INDEX "PostPart_corpId_effectId_idx" ON "PostPart"("corpId", "effectId");

-- CreateIndex
CREATE INDEX "PostPart_corpId_postId_state_staffId_idx" ON "PostPart"("corpId", "postId", "state", "staffId");

-- CreateIndex
CREATE INDEX "PostPart_corpId_staffId_state_idx" ON "PostPart"("corpId", "staffId", "state");

-- CreateIndex
CREATE INDEX "PostPart_corpId_nextPollAt_idx" ON "PostPart"("corpId", "nextPollAt");
