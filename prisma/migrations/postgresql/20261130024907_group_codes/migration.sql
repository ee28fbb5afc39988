-- CreateTable
CREATE TABLE "GroupCode" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "chatIdsJson" TEXT NOT NULL,
    "newGroupName" TEXT,
    "newGroupNumber" INTEGER NOT NULL,
    "configId" TEXT,
    "pictureUrl" TEXT,
    "wayState" TEXT NOT NULL,
    "errorText" TEXT,
    "createdBy" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "GroupCode_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateTable
CREATE TABLE "AcquisitionLink" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "staffIdsJson" TEXT NOT NULL,
    "linkId" TEXT,
    "url" TEXT,
    "wayState" TEXT NOT NULL,
    "errorText" TEXT,
    "createdBy" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "AcquisitionLink_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "GroupCode_corpId_state_key" ON "GroupCode"("corpId", "state");
