using System.Text.Json.Nodes;

namespace StreamGuard.Plugins.Analyst.Tests.Support;

/// <summary>What a server that speaks chat completions answers, and how it may misbehave.</summary>
internal static class ChatServer
{
    public const string GoodContent = """{"summary":"a burst","likely_cause":"a script","severity":"warning","next_steps":["look","ask"]}""";

    /// <summary>An answer with this content.</summary>
    public static Reply Says(string? content = GoodContent, string finish = "stop", int tokens = 120) => new(200, new JsonObject
    {
        ["id"] = "chatcmpl-1", ["object"] = "chat.completion", ["model"] = "local-7b",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content }, ["finish_reason"] = finish }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = tokens - 20, ["completion_tokens"] = 20, ["total_tokens"] = tokens },
    }.ToJsonString(), "Content-Type: application/json\r\n");

    /// <summary>What the user's message of a request says.</summary>
    public static string Prompt(Request request) => (string)JsonNode.Parse(request.Body)!["messages"]![1]!["content"]!;
}
