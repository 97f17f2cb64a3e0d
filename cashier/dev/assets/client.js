// stands in for the built script under `npm run dev`
