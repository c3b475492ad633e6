using 'uploadSubscription.bicep'

param topicName = readEnvironmentVariable('UPLOAD_TOPIC_NAME', '')
param functionAppName = readEnvironmentVariable('FUNCTION_APP_NAME', '')
param dataAccountName = readEnvironmentVariable('DATA_ACCOUNT_NAME', '')
param webhookKey = readEnvironmentVariable('COUNTME_WEBHOOK_KEY', '')
