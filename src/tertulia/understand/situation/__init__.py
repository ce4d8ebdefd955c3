"""What a situation report says of counts: how sure a finding is, which side it stands on, what moved."""
