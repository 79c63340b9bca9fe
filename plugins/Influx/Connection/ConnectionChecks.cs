using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Influx.Connection;

/// <summary>Checks the options that say where the server is and who writes. No value is printed that may be a secret.</summary>
internal static class ConnectionChecks
{
    /// <summary>Reports what is wrong.</summary>
    public static void Check(SinkBinding binding, InfluxSinkOptions options)
    {
        CheckUrl(binding, options);
        CheckApi(binding, options);
        CheckLogin(binding, options);
    }

    private static void CheckUrl(SinkBinding binding, InfluxSinkOptions options)
    {
        const string Example = "Write the server's address: http://localhost:8086.";
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            binding.Error(Codes.Url, "url", "url must be an address with http:// or https://.", Example);
        else if (url.UserInfo.Length > 0)
            binding.Error(Codes.Url, "url", "url must not hold a user or password.", "Write user: and password: ${NAME}, or token: ${NAME}.");
        else if (url.Query.Length > 0 || url.Fragment.Length > 0 || url.AbsolutePath.TrimEnd('/').EndsWith("/write", StringComparison.Ordinal))
            binding.Error(Codes.Url, "url", "url must be the server's address alone: /write and what stands behind it is put there by the options.", Example);
    }

    private static void CheckApi(SinkBinding binding, InfluxSinkOptions options)
    {
        var api = Target.ApiOf(options);
        if (api == InfluxApi.V2)
        {
            if (options.Bucket is null) binding.Error(Codes.Options, "api", "api: v2 needs a bucket.", "Write bucket: with its name.");
            Needless("database", options.Database, "bucket");
            Needless("retention_policy", options.RetentionPolicy, "bucket");
        }
        else
        {
            Needless("bucket", options.Bucket, "database");
            Needless("org", options.Org, null);
        }

        if (options.RetentionPolicy is not null && options.Database is null && api == InfluxApi.V1)
            binding.Error(Codes.Options, "retention_policy", "retention_policy is that of a database, and none is written.", "Write database: with its name.");

        void Needless(string option, string? value, string? instead)
        {
            if (value is null) return;
            var word = api == InfluxApi.V2 ? "v2" : "v1";
            binding.Error(Codes.Options, option, $"{option} has no meaning for api {word}.", instead is null ? "Leave it out, or write bucket:." : $"Write {instead}: in its place.");
        }
    }

    private static void CheckLogin(SinkBinding binding, InfluxSinkOptions options)
    {
        CheckSecret(binding, "token", options.Token, options.TokenFile);
        CheckSecret(binding, "password", options.Password, options.PasswordFile);
        var hasPassword = options.Password is not null || options.PasswordFile is not null;
        if (options.User is not null && (options.Token is not null || options.TokenFile is not null))
            binding.Error(Codes.Options, "user", "user and token are two ways to be let in.", "Keep one of them.");
        if (hasPassword && options.User is null)
            binding.Error(Codes.Options, options.Password is null ? "password_file" : "password", "A password needs a user.", "Write user: with the name.");
        if (options.User is not null && !hasPassword)
            binding.Error(Codes.Options, "user", "A user needs a password.", "Write password: ${NAME}, or password_file: with the path of a file.");
    }

    private static void CheckSecret(SinkBinding binding, string option, string? value, string? file)
    {
        if (value is not null && !binding.IsVariable(option))
            binding.Error(Codes.SecretInFile, option, $"{option} is a secret and stands in the file.",
                $"Write {option}: ${{NAME}} to take it from the environment, or {option}_file: with the path of a file.");
        if (value is not null && file is not null)
            binding.Error(Codes.Options, $"{option}_file", $"{option} and {option}_file are both written.", "Keep one of them.");
    }
}
