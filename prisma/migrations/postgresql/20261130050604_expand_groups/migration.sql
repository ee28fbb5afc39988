-- AlterTable
ALTER TABLE "AcquisitionLink" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "Group" ADD COLUMN     "typeId" TEXT;

-- AlterTable
ALTER TABLE "GroupCode" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "GroupLabel" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "createdBy" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "archivedAt" TIMESTAMP(3),

    CONSTRAINT "GroupLabel_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateTable
CREATE TABLE "GroupTagging" (
    "corpId" TEXT NOT NULL,
    "chatId" TEXT NOT NULL,
    "labelId" TEXT NOT NULL,

    CONSTRAINT "GroupTagging_pkey" PRIMARY KEY ("corpId","chatId","labelId")
);

-- CreateTable
CREATE TABLE "GroupCount" (
    "corpId" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "ownerUserid" TEXT NOT NULL,
    "ownerStaffId" TEXT,
    "newGroups" INTEGER NOT NULL,
    "groups" INTEGER NOT NULL,
    "groupsTalking" INTEGER NOT NULL,
    "newMembers" INTEGER NOT NULL,
    "members" INTEGER NOT NULL,
    "membersTalking" INTEGER NOT NULL,
    "messages" INTEGER NOT NULL,

    CONSTRAINT "GroupCount_pkey" PRIMARY KEY ("corpId","day","ownerUserid")
);

-- CreateTable
CREATE TABLE "GroupCountDay" (
    "corpId" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "readAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "GroupCountDay_pkey" PRIMARY KEY ("corpId","day")
);

-- CreateTable
CREATE TABLE "GroupWelcome" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "attachmentJson" TEXT,
    "notifiesOwners" BOOLEAN NOT NULL,
    "templateId" TEXT,
    "sentVersion" INTEGER,
    "wayState" TEXT NOT NULL,
    "errorText" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdBy" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "GroupWelcome_pkey" PRIMARY KEY ("corpId","id")
);

-- CreateIndex
CREATE INDEX "GroupTagging_corpId_labelId_idx" ON "GroupTagging"("corpId", "labelId");

-- CreateIndex
CREATE INDEX "Group_corpId_typeId_idx" ON "Group"("corpId", "typeId");

-- CreateIndex
CREATE INDEX "GroupMember_corpId_state_idx" ON "GroupMember"("corpId", "state");
