-- CreateTable
CREATE TABLE "Audience" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "conditionJson" TEXT NOT NULL,
    "pathsJson" TEXT NOT NULL,
    "sortField" TEXT,
    "topCount" INTEGER,
    "ownerStaffId" TEXT NOT NULL,
    "isShared" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "archivedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "TagRule" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "conditionJson" TEXT NOT NULL,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "starterKey" TEXT,
    "wecomTagId" TEXT,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "appliedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "TagRuleVersion" (
    "corpId" TEXT NOT NULL,
    "ruleId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "conditionJson" TEXT NOT NULL,
    "savedBy" TEXT,
    "savedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "ruleId", "version")
);

-- CreateTable
CREATE TABLE "CustomerTag" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "tagKey" TEXT NOT NULL,
    "openKey" TEXT,
    "source" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "ruleId" TEXT,
    "ruleVersion" INTEGER,
    "reasonJson" TEXT NOT NULL,
    "staffId" TEXT,
    "since" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "endedBy" TEXT,
    "wecomJson" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateIndex
CREATE INDEX "Audience_corpId_archivedAt_updatedAt_id_idx" ON "Audience"("corpId", "archivedAt", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "TagRule_corpId_updatedAt_id_idx" ON "TagRule"("corpId", "updatedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "TagRule_corpId_starterKey_key" ON "TagRule"("corpId", "starterKey");

-- CreateIndex
CREATE INDEX "CustomerTag_corpId_customerId_endedAt_idx" ON "CustomerTag"("corpId", "customerId", "endedAt");

-- CreateIndex
CREATE INDEX "CustomerTag_corpId_tagKey_endedAt_customerId_idx" ON "CustomerTag"("corpId", "tagKey", "endedAt", "customerId");

-- CreateIndex
CREATE UNIQUE INDEX "CustomerTag_corpId_openKey_key" ON "CustomerTag"("corpId", "openKey");
