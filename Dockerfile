# One image for web, worker, commands and the demo. Not built by the project's own checks: see docs/operations.md.
FROM node:20-slim AS build
# sqlite3 is compiled where no prebuilt binary fits the platform.
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-slim
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
LABEL org.opencontainers.image.title="Liuke" \
      org.opencontainers.image.licenses="Apache-2.0"
# Each of libuv's threads would keep an arena of freed memory of its own: half as much again in a long import. And V8 lets
# garbage grow with what it may take at most: four times what lives where that is the machine, half as much again here.
ENV NODE_ENV=production HOST=0.0.0.0 OPS_PORT=9464 MALLOC_ARENA_MAX=2 NODE_OPTIONS=--max-old-space-size=1024
WORKDIR /app
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/prisma/migrations ./prisma/migrations
COPY --from=build /app/dist ./dist
# The SQLite company and the demo live here; everything else may be read-only.
RUN mkdir data && chown node:node data
USER node
VOLUME /app/data
EXPOSE 3000
# Every role answers on OPS_PORT; it is bound to loopback unless OPS_HOST says otherwise.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.OPS_PORT || 9464) + '/readyz').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "dist/server/start.js"]
