# Subscribes the function app to uploads, after it has been deployed; subscribe.sh for Windows.
$ErrorActionPreference = 'Stop'

try {
    $env:COUNTME_WEBHOOK_KEY = $null
    for ($try = 1; -not $env:COUNTME_WEBHOOK_KEY; $try++) {
        $env:COUNTME_WEBHOOK_KEY = az functionapp keys list --subscription $env:AZURE_SUBSCRIPTION_ID `
            --resource-group $env:RESOURCE_GROUP_NAME --name $env:FUNCTION_APP_NAME --query systemKeys.blobs_extension --output tsv
        if ($env:COUNTME_WEBHOOK_KEY) { break }
        if ($try -ge 20) {
            throw "subscribe: $env:FUNCTION_APP_NAME has made no key for its webhook in 5 minutes: " +
                "look at its log stream, then run 'azd deploy' again"
        }
        Start-Sleep -Seconds 15
    }

    az deployment group create --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $env:RESOURCE_GROUP_NAME `
        --name upload-subscription --parameters "$PSScriptRoot/uploadSubscription.bicepparam" --output none
    if ($LASTEXITCODE -ne 0) { throw 'subscribe: the deployment failed; its reason stands above' }
}
finally {
    $env:COUNTME_WEBHOOK_KEY = $null
}
Write-Output "subscribe: uploads to $env:DATA_ACCOUNT_NAME wake $env:FUNCTION_APP_NAME"
