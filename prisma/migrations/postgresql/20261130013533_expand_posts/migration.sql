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
    "startsAt" TIMESTAMP(3),
    "endsAt" TIMESTAMP(3),
    "planNumber" INTEGER NOT NULL DEFAULT 0,
    "planState" TEXT NOT NULL DEFAULT 'none',
    "planJson" TEXT NOT NULL DEFAULT '{}',
    "plannedAt" TIMESTAMP(3),
    "submittedBy" TEXT,
    "submittedAt" TIMESTAMP(3),
    "decidedBy" TEXT,
    "decidedAt" TIMESTAMP(3),
    "decisionNote" TEXT,
    "startedAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),
    "endedBy" TEXT,
    "copiedFrom" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Post_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateTable
CREATE TABLE "PostPath" (
    "corpId" TEXT NOT NULL,
    "postId" TEXT NOT NULL,
    "path" TEXT NOT NULL,

    CONSTRAINT "PostPath_pkey" PRIMARY KEY ("corpId","postId","path")
);

-- CreateTable
CREATE TABLE "PostLot" (
    "corpId" TEXT NOT NULL,
    "postId" TEXT NOT NULL,
    "lotId" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "PostLot_pkey" PRIMARY KEY ("corpId","postId","lotId")
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
    "sentAt" TIMESTAMP(3),
    "settledAt" TIMESTAMP(3),

    CONSTRAINT "PostTarget_pkey" PRIMARY KEY ("corpId","postId","targetId")
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
    "outAt" TIMESTAMP(3),
    "confirmedAt" TIMESTAMP(3),
    "settledAt" TIMESTAMP(3),
    "nextPollAt" TIMESTAMP(3),
    "lastPollAt" TIMESTAMP(3),
    "polls" INTEGER NOT NULL DEFAULT 0,
    "remindsJson" TEXT NOT NULL DEFAULT '[]',
    "errorCode" INTEGER,
    "errorText" TEXT,

    CONSTRAINT "PostPart_pkey" PRIMARY KEY ("corpId","id")
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
