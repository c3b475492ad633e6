using 'main.bicep'

// azd sets these two: its environment and its region.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'countme')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')

// What is counted, and who sends it.
param sites = []
param expectedHosts = []
param proxies = []

// Who runs it, who is told, who may look.
param operators = []
param alertEmails = []
param listeners = []
param readers = []
param publishOpenly = false
