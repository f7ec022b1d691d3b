"""What people see of appointments."""
