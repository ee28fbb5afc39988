-- AlterTable
ALTER TABLE "Identity" ADD COLUMN "originId" TEXT;

-- AlterTable
ALTER TABLE "TimelineEvent" ADD COLUMN "originId" TEXT;

-- AlterTable
ALTER TABLE "Vehicle" ADD COLUMN "inspectionDueOn" TEXT;
ALTER TABLE "Vehicle" ADD COLUMN "toldJson" TEXT;
ALTER TABLE "Vehicle" ADD COLUMN "vinHash" TEXT;
ALTER TABLE "Vehicle" ADD COLUMN "vinMask" TEXT;
ALTER TABLE "Vehicle" ADD COLUMN "vinSealed" TEXT;

-- CreateTable
CREATE TABLE "IdentityClash" (
    "corpId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "valueHash" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "seenAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "kind", "valueHash", "customerId")
);

-- CreateTable
CREATE TABLE "KeyQuarantine" (
    "corpId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "valueHash" TEXT NOT NULL,
    "people" INTEGER NOT NULL,
    "since" DATETIME NOT NULL,
    "releasedAt" DATETIME,
    "releasedBy" TEXT,

    PRIMARY KEY ("corpId", "kind", "valueHash")
);

-- CreateTable
CREATE TABLE "RefusedKey" (
    "corpId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "valueHash" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "valueSealed" TEXT NOT NULL,
    "valueMask" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "seenAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "kind", "valueHash", "source", "customerId")
);

-- CreateTable
CREATE TABLE "CustomerMerge" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "fromId" TEXT NOT NULL,
    "intoId" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "evidenceJson" TEXT NOT NULL,
    "undoJson" TEXT NOT NULL,
    "madeBy" TEXT,
    "madeAt" DATETIME NOT NULL,
    "splitAt" DATETIME,
    "splitBy" TEXT,
    "splitReason" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "MergedRow" (
    "corpId" TEXT NOT NULL,
    "mergeId" TEXT NOT NULL,
    "tableName" TEXT NOT NULL,
    "rowKey" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "mergeId", "tableName", "rowKey")
);

-- CreateTable
CREATE TABLE "MatchReview" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "aId" TEXT,
    "bId" TEXT,
    "score" REAL,
    "evidenceJson" TEXT NOT NULL,
    "openedAt" DATETIME NOT NULL,
    "laterUntil" DATETIME,
    "decidedAt" DATETIME,
    "decidedBy" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ProfileValue" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "value" TEXT NOT NULL,
    "isCurrent" BOOLEAN NOT NULL,
    "originId" TEXT,

    PRIMARY KEY ("corpId", "customerId", "field", "source", "at")
);

-- CreateTable
CREATE TABLE "VehicleOwner" (
    "corpId" TEXT NOT NULL,
    "vehicleId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "fromOn" TEXT NOT NULL,
    "toOn" TEXT,
    "source" TEXT NOT NULL,
    "originId" TEXT,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "vehicleId", "customerId", "fromOn")
);

-- CreateTable
CREATE TABLE "OdometerReading" (
    "corpId" TEXT NOT NULL,
    "vehicleId" TEXT NOT NULL,
    "readOn" TEXT NOT NULL,
    "km" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "vehicleId", "readOn", "source")
);

-- CreateIndex
CREATE INDEX "IdentityClash_corpId_customerId_idx" ON "IdentityClash"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "RefusedKey_corpId_customerId_idx" ON "RefusedKey"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "RefusedKey_corpId_seenAt_idx" ON "RefusedKey"("corpId", "seenAt");

-- CreateIndex
CREATE INDEX "CustomerMerge_corpId_fromId_idx" ON "CustomerMerge"("corpId", "fromId");

-- CreateIndex
CREATE INDEX "CustomerMerge_corpId_intoId_idx" ON "CustomerMerge"("corpId", "intoId");

-- CreateIndex
CREATE INDEX "CustomerMerge_corpId_madeAt_id_idx" ON "CustomerMerge"("corpId", "madeAt", "id");

-- CreateIndex
CREATE INDEX "MatchReview_corpId_state_openedAt_id_idx" ON "MatchReview"("corpId", "state", "openedAt", "id");

-- CreateIndex
CREATE INDEX "MatchReview_corpId_aId_idx" ON "MatchReview"("corpId", "aId");

-- CreateIndex
CREATE INDEX "MatchReview_corpId_bId_idx" ON "MatchReview"("corpId", "bId");

-- CreateIndex
CREATE UNIQUE INDEX "MatchReview_corpId_key_key" ON "MatchReview"("corpId", "key");

-- CreateIndex
CREATE INDEX "ProfileValue_corpId_field_isCurrent_value_idx" ON "ProfileValue"("corpId", "field", "isCurrent", "value");

-- CreateIndex
CREATE INDEX "VehicleOwner_corpId_customerId_idx" ON "VehicleOwner"("corpId", "customerId");

-- CreateIndex
CREATE UNIQUE INDEX "Vehicle_corpId_vinHash_key" ON "Vehicle"("corpId", "vinHash");
