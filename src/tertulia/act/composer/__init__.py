"""The composer: one text, then what each channel says, counted, shown and handed to publishing."""
