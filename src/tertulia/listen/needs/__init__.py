"""The register of needs: what people ask, counted by people, open until answered."""
