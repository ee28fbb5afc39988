-- AlterTable
ALTER TABLE "ScriptCategory" ADD COLUMN "parentId" TEXT;

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
    "endsAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "botHits" INTEGER NOT NULL DEFAULT 0,
    "staffHits" INTEGER NOT NULL DEFAULT 0,
    "overflow" INTEGER NOT NULL DEFAULT 0,
    "touchedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "LinkOpen" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "linkId" TEXT NOT NULL,
    "customerId" TEXT,
    "scriptId" TEXT,
    "visitor" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "lastAt" DATETIME NOT NULL,
    "repeats" INTEGER NOT NULL DEFAULT 0,
    "seconds" INTEGER,

    PRIMARY KEY ("corpId", "id")
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Script" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "categoryId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "linkUrl" TEXT,
    "linkDesc" TEXT,
    "imageHash" TEXT,
    "detailJson" TEXT NOT NULL DEFAULT '{}',
    "tagsJson" TEXT NOT NULL DEFAULT '[]',
    "scene" TEXT,
    "isEnabled" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,
    "sentCount" INTEGER NOT NULL DEFAULT 0,
    "stagesJson" TEXT NOT NULL DEFAULT '[]',
    "tiersJson" TEXT NOT NULL DEFAULT '[]',
    "validFrom" TEXT,
    "validTo" TEXT,
    "stockLeft" INTEGER,
    "approval" TEXT NOT NULL DEFAULT 'approved',
    "edition" INTEGER NOT NULL DEFAULT 1,
    "isPublished" BOOLEAN NOT NULL DEFAULT true,
    "search" TEXT NOT NULL,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);
INSERT INTO "new_Script" ("approval", "body", "categoryId", "corpId", "createdAt", "createdBy", "edition", "id", "imageHash", "isEnabled", "isPublished", "kind", "linkDesc", "linkUrl", "scene", "search", "sentCount", "stagesJson", "stockLeft", "tiersJson", "title", "updatedAt", "validFrom", "validTo", "version") SELECT "approval", "body", "categoryId", "corpId", "createdAt", "createdBy", "edition", "id", "imageHash", "isEnabled", "isPublished", "kind", "linkDesc", "linkUrl", "scene", "search", "sentCount", "stagesJson", "stockLeft", "tiersJson", "title", "updatedAt", "validFrom", "validTo", "version" FROM "Script";
DROP TABLE "Script";
ALTER TABLE "new_Script" RENAME TO "Script";
CREATE INDEX "Script_corpId_categoryId_idx" ON "Script"("corpId", "categoryId");
CREATE INDEX "Script_corpId_scene_idx" ON "Script"("corpId", "scene");
CREATE TABLE "new_ScriptVersion" (
    "corpId" TEXT NOT NULL,
    "scriptId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "linkUrl" TEXT,
    "linkDesc" TEXT,
    "imageHash" TEXT,
    "detailJson" TEXT NOT NULL DEFAULT '{}',
    "tagsJson" TEXT NOT NULL DEFAULT '[]',
    "scene" TEXT,
    "stagesJson" TEXT NOT NULL,
    "tiersJson" TEXT NOT NULL,
    "validFrom" TEXT,
    "validTo" TEXT,
    "restoredFrom" INTEGER,
    "editedBy" TEXT,
    "at" DATETIME NOT NULL,
    "decidedBy" TEXT,
    "decidedAt" DATETIME,
    "reason" TEXT,

    PRIMARY KEY ("corpId", "scriptId", "version")
);
INSERT INTO "new_ScriptVersion" ("at", "body", "corpId", "decidedAt", "decidedBy", "editedBy", "imageHash", "kind", "linkDesc", "linkUrl", "reason", "restoredFrom", "scene", "scriptId", "stagesJson", "state", "tiersJson", "title", "validFrom", "validTo", "version") SELECT "at", "body", "corpId", "decidedAt", "decidedBy", "editedBy", "imageHash", "kind", "linkDesc", "linkUrl", "reason", "restoredFrom", "scene", "scriptId", "stagesJson", "state", "tiersJson", "title", "validFrom", "validTo", "version" FROM "ScriptVersion";
DROP TABLE "ScriptVersion";
ALTER TABLE "new_ScriptVersion" RENAME TO "ScriptVersion";
CREATE INDEX "ScriptVersion_corpId_state_at_idx" ON "ScriptVersion"("corpId", "state", "at");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

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
