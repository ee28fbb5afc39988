-- AlterTable
ALTER TABLE "MediaUpload" DROP CONSTRAINT "MediaUpload_pkey",
ADD COLUMN     "fileName" TEXT NOT NULL DEFAULT '',
ADD CONSTRAINT "MediaUpload_pkey" PRIMARY KEY ("corpId", "hash", "kind", "fileName");
