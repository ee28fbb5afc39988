-- CreateTable
CREATE TABLE "WebhookEndpoint" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "types" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "disabledReason" TEXT,
    "secretSealed" TEXT NOT NULL,
    "oldSecretSealed" TEXT,
    "oldSecretEndsAt" DATETIME,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "endpointId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "bodyJson" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "nextAt" DATETIME,
    "lastStatus" INTEGER,
    "lastError" TEXT,
    "createdAt" DATETIME NOT NULL,
    "endedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "WebhookAttempt" (
    "corpId" TEXT NOT NULL,
    "deliveryId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "tookMs" INTEGER NOT NULL,
    "status" INTEGER,
    "error" TEXT,
    "answer" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "deliveryId", "number")
);

-- CreateIndex
CREATE INDEX "WebhookDelivery_corpId_endpointId_state_id_idx" ON "WebhookDelivery"("corpId", "endpointId", "state", "id");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookDelivery_corpId_endpointId_key_key" ON "WebhookDelivery"("corpId", "endpointId", "key");
