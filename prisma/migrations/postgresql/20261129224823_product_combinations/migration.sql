-- CreateTable
CREATE TABLE "ComboRule" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "leftJson" TEXT NOT NULL,
    "rightItem" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "leftCount" INTEGER NOT NULL,
    "rightCount" INTEGER NOT NULL,
    "support" DOUBLE PRECISION NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "lift" DOUBLE PRECISION NOT NULL,
    "leverage" DOUBLE PRECISION NOT NULL,
    "conviction" DOUBLE PRECISION,
    "p" DOUBLE PRECISION NOT NULL,
    "isEnabled" BOOLEAN NOT NULL,
    "isCurrent" BOOLEAN NOT NULL,
    "minedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ComboRule_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateTable
CREATE TABLE "ComboItem" (
    "corpId" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "visitDays" INTEGER NOT NULL,
    "repeats" INTEGER NOT NULL,
    "renewalDays" INTEGER,

    CONSTRAINT "ComboItem_pkey" PRIMARY KEY ("corpId","item")
);

-- CreateTable
CREATE TABLE "ItemStock" (
    "corpId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "isInStock" BOOLEAN NOT NULL,
    "staffId" TEXT,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ItemStock_pkey" PRIMARY KEY ("corpId","code")
);

-- CreateTable
CREATE TABLE "ComboOffer" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "ruleId" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "lift" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "ComboOffer_pkey" PRIMARY KEY ("corpId","customerId","item")
);

-- CreateIndex
CREATE INDEX "ComboRule_corpId_isCurrent_lift_id_idx" ON "ComboRule"("corpId", "isCurrent", "lift", "id");

-- CreateIndex
CREATE INDEX "ItemStock_corpId_item_idx" ON "ItemStock"("corpId", "item");

-- CreateIndex
CREATE INDEX "ComboOffer_corpId_ruleId_customerId_idx" ON "ComboOffer"("corpId", "ruleId", "customerId");

-- CreateIndex
CREATE INDEX "ComboOffer_corpId_item_customerId_idx" ON "ComboOffer"("corpId", "item", "customerId");
