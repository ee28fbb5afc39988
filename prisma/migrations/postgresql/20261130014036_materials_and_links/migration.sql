-- AlterTable
ALTER TABLE "Script" ADD COLUMN     "detailJson" TEXT NOT NULL DEFAULT '{}',
ADD COLUMN     "tagsJson" TEXT NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "ScriptCategory" ADD COLUMN     "parentId" TEXT;

-- AlterTable
ALTER TABLE "ScriptVersion" ADD COLUMN     "detailJson" TEXT NOT NULL DEFAULT '{}',
ADD COLUMN     "tagsJson" TEXT NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "TrackedLink" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "target" TEXT,
    "title" TEXT NOT NULL,
    "customerId" TEXT,
    "chatId" TEXT,
    "staffId" TEXT,
    "scriptId" TEXT,
    "scriptVersion" INTEGER,
    "campaignId" TEXT,
    "channel" TEXT,
    "sendKey" TEXT,
    "endsAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,
    "botHits" INTEGER NOT NULL DEFAULT 0,
    "staffHits" INTEGER NOT NULL DEFAULT 0,
    "overflow" INTEGER NOT NULL DEFAULT 0,
    "touchedAt" TIMESTAMP(3),

    CONSTRAINT "TrackedLink_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateTable
CREATE TABLE "LinkOpen" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "linkId" TEXT NOT NULL,
    "customerId" TEXT,
    "scriptId" TEXT,
    "visitor" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "lastAt" TIMESTAMP(3) NOT NULL,
    "repeats" INTEGER NOT NULL DEFAULT 0,
    "seconds" INTEGER,

    CONSTRAINT "LinkOpen_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "TrackedLink_code_key" ON "TrackedLink"("code");

-- CreateIndex
CREATE INDEX "TrackedLink_corpId_customerId_idx" ON "TrackedLink"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "TrackedLink_corpId_scriptId_createdAt_idx" ON "TrackedLink"("corpId", "scriptId", "createdAt");

-- CreateIndex
CREATE INDEX "TrackedLink_corpId_campaignId_idx" ON "TrackedLink"("corpId", "campaignId");

-- CreateIndex
CREATE UNIQUE INDEX "TrackedLink_corpId_sendKey_key" ON "TrackedLink"("corpId", "sendKey");

-- CreateIndex
CREATE INDEX "LinkOpen_corpId_linkId_visitor_lastAt_idx" ON "LinkOpen"("corpId", "linkId", "visitor", "lastAt");

-- CreateIndex
CREATE INDEX "LinkOpen_corpId_customerId_at_idx" ON "LinkOpen"("corpId", "customerId", "at");

-- CreateIndex
CREATE INDEX "LinkOpen_corpId_scriptId_at_id_idx" ON "LinkOpen"("corpId", "scriptId", "at", "id");
