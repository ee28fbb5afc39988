-- AlterTable
ALTER TABLE "Action" ADD COLUMN     "arm" TEXT,
ADD COLUMN     "chance" DOUBLE PRECISION,
ADD COLUMN     "experimentId" TEXT,
ADD COLUMN     "isMeasured" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "probability" DOUBLE PRECISION,
ADD COLUMN     "scriptVersion" INTEGER,
ADD COLUMN     "segment" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "valueFen" INTEGER;

-- AlterTable
ALTER TABLE "Script" ADD COLUMN     "approval" TEXT NOT NULL DEFAULT 'approved',
ADD COLUMN     "edition" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "isPublished" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "stagesJson" TEXT NOT NULL DEFAULT '[]',
ADD COLUMN     "stockLeft" INTEGER,
ADD COLUMN     "tiersJson" TEXT NOT NULL DEFAULT '[]',
ADD COLUMN     "validFrom" TEXT,
ADD COLUMN     "validTo" TEXT;

-- CreateTable
CREATE TABLE "Consent" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "isOptedOut" BOOLEAN NOT NULL,
    "source" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "staffId" TEXT,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Consent_pkey" PRIMARY KEY ("corpId","customerId")
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
    "probability" DOUBLE PRECISION,
    "computedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ActionList_pkey" PRIMARY KEY ("corpId","customerId")
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
    "probability" DOUBLE PRECISION,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ShownList_pkey" PRIMARY KEY ("corpId","customerId","staffId","situation")
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
    "probability" DOUBLE PRECISION,
    "isEdited" BOOLEAN NOT NULL,
    "sentAt" TIMESTAMP(3) NOT NULL,
    "closesAt" TIMESTAMP(3) NOT NULL,
    "closedAt" TIMESTAMP(3),
    "repliedAt" TIMESTAMP(3),
    "openedAt" TIMESTAMP(3),
    "visitedOn" TEXT,
    "boughtOn" TEXT,
    "boughtFen" INTEGER,
    "isResponse" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "ActionResult_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateTable
CREATE TABLE "ArmStat" (
    "corpId" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "segment" TEXT NOT NULL,
    "scriptId" TEXT NOT NULL,
    "sent" DOUBLE PRECISION NOT NULL,
    "answered" DOUBLE PRECISION NOT NULL,
    "asOf" TEXT NOT NULL,

    CONSTRAINT "ArmStat_pkey" PRIMARY KEY ("corpId","rule","segment","scriptId")
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
    "at" TIMESTAMP(3) NOT NULL,
    "decidedBy" TEXT,
    "decidedAt" TIMESTAMP(3),
    "reason" TEXT,

    CONSTRAINT "ScriptVersion_pkey" PRIMARY KEY ("corpId","scriptId","version")
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
    "createdAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),
    "looksJson" TEXT NOT NULL DEFAULT '[]',

    CONSTRAINT "Experiment_pkey" PRIMARY KEY ("corpId","id")
);

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
