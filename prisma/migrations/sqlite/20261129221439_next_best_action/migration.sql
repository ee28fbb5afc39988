-- CreateTable
CREATE TABLE "Consent" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "isOptedOut" BOOLEAN NOT NULL,
    "source" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "staffId" TEXT,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "customerId")
);

-- CreateTable
CREATE TABLE "ActionList" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "situation" TEXT NOT NULL,
    "candidatesJson" TEXT NOT NULL,
    "versionsJson" TEXT NOT NULL,
    "gateJson" TEXT NOT NULL,
    "chosenRule" TEXT,
    "chosenScriptId" TEXT,
    "probability" REAL,
    "computedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "customerId")
);

-- CreateTable
CREATE TABLE "ShownList" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "situation" TEXT NOT NULL,
    "candidatesJson" TEXT NOT NULL,
    "versionsJson" TEXT NOT NULL,
    "chosenRule" TEXT,
    "chosenScriptId" TEXT,
    "probability" REAL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "customerId", "staffId", "situation")
);

-- CreateTable
CREATE TABLE "ActionResult" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "scriptId" TEXT NOT NULL,
    "scriptVersion" INTEGER NOT NULL,
    "experimentId" TEXT,
    "arm" TEXT,
    "segment" TEXT NOT NULL,
    "probability" REAL,
    "isEdited" BOOLEAN NOT NULL,
    "sentAt" DATETIME NOT NULL,
    "closesAt" DATETIME NOT NULL,
    "closedAt" DATETIME,
    "repliedAt" DATETIME,
    "openedAt" DATETIME,
    "visitedOn" TEXT,
    "boughtOn" TEXT,
    "boughtFen" INTEGER,
    "isResponse" BOOLEAN NOT NULL DEFAULT false,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ArmStat" (
    "corpId" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "segment" TEXT NOT NULL,
    "scriptId" TEXT NOT NULL,
    "sent" REAL NOT NULL,
    "answered" REAL NOT NULL,
    "asOf" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "rule", "segment", "scriptId")
);

-- CreateTable
CREATE TABLE "ScriptVersion" (
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

-- CreateTable
CREATE TABLE "Experiment" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scene" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "armsJson" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "looksJson" TEXT NOT NULL DEFAULT '[]',

    PRIMARY KEY ("corpId", "id")
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Action" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "score" REAL NOT NULL,
    "scriptId" TEXT,
    "scriptVersion" INTEGER,
    "experimentId" TEXT,
    "arm" TEXT,
    "segment" TEXT NOT NULL DEFAULT '',
    "reasonJson" TEXT NOT NULL,
    "dueOn" TEXT,
    "factsDigest" TEXT NOT NULL,
    "chance" REAL,
    "valueFen" INTEGER,
    "isMeasured" BOOLEAN NOT NULL DEFAULT false,
    "probability" REAL,
    "computedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "customerId", "rule")
);
INSERT INTO "new_Action" ("computedAt", "corpId", "customerId", "dueOn", "factsDigest", "rank", "reasonJson", "rule", "score", "scriptId") SELECT "computedAt", "corpId", "customerId", "dueOn", "factsDigest", "rank", "reasonJson", "rule", "score", "scriptId" FROM "Action";
DROP TABLE "Action";
ALTER TABLE "new_Action" RENAME TO "Action";
CREATE INDEX "Action_corpId_customerId_rank_idx" ON "Action"("corpId", "customerId", "rank");
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
INSERT INTO "new_Script" ("body", "categoryId", "corpId", "createdAt", "createdBy", "id", "imageHash", "isEnabled", "kind", "linkDesc", "linkUrl", "scene", "search", "sentCount", "title", "updatedAt", "version") SELECT "body", "categoryId", "corpId", "createdAt", "createdBy", "id", "imageHash", "isEnabled", "kind", "linkDesc", "linkUrl", "scene", "search", "sentCount", "title", "updatedAt", "version" FROM "Script";
DROP TABLE "Script";
ALTER TABLE "new_Script" RENAME TO "Script";
CREATE INDEX "Script_corpId_categoryId_idx" ON "Script"("corpId", "categoryId");
CREATE INDEX "Script_corpId_scene_idx" ON "Script"("corpId", "scene");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "ShownList_corpId_at_idx" ON "ShownList"("corpId", "at");

-- CreateIndex
CREATE INDEX "ActionResult_corpId_customerId_sentAt_idx" ON "ActionResult"("corpId", "customerId", "sentAt");

-- CreateIndex
CREATE INDEX "ActionResult_corpId_scriptId_sentAt_id_idx" ON "ActionResult"("corpId", "scriptId", "sentAt", "id");

-- CreateIndex
CREATE INDEX "ActionResult_corpId_closesAt_id_idx" ON "ActionResult"("corpId", "closesAt", "id");

-- CreateIndex
CREATE INDEX "ActionResult_corpId_experimentId_arm_idx" ON "ActionResult"("corpId", "experimentId", "arm");

-- CreateIndex
CREATE INDEX "ScriptVersion_corpId_state_at_idx" ON "ScriptVersion"("corpId", "state", "at");

-- CreateIndex
CREATE INDEX "Experiment_corpId_state_scene_idx" ON "Experiment"("corpId", "state", "scene");

-- CreateIndex
CREATE INDEX "Experiment_corpId_createdAt_id_idx" ON "Experiment"("corpId", "createdAt", "id");

-- What stands in the library is the first edition that is kept.
INSERT INTO "ScriptVersion" ("corpId", "scriptId", "version", "state", "title", "kind", "body", "linkUrl", "linkDesc", "imageHash", "scene", "stagesJson", "tiersJson", "editedBy", "at")
SELECT "corpId", "id", "version", 'approved', "title", "kind", "body", "linkUrl", "linkDesc", "imageHash", "scene", '[]', '[]', "createdBy", "updatedAt" FROM "Script";
UPDATE "Script" SET "edition" = "version";
